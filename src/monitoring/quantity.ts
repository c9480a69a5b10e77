export {
  bytesInWords,
  clockInWords,
  durationInWords,
  percentInWords,
  rateInWords,
} from '../wire/quantity.ts';
