export {
  bytesInWords,
  clockInWords,
  durationInWords,
  endInWords,
  percentInWords,
  rateInWords,
} from '../wire/quantity.ts';
