export { bytesInWords, rateInWords, durationInWords, clockInWords, percentInWords } from '../wire/quantity.ts';
