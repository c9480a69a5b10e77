export {
  bytesInWords,
  clockInWords,
  durationInWords,
  percentInWords,
  rangeInWords,
  rateInWords,
} from '../wire/quantity.ts';
