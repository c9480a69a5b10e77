// What a thread of a pool does: the first prime numbers.
export default (count) => {
  const primes = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  return primes;
};
