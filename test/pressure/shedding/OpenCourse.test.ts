import { describe, expect, it } from 'vitest';
import { OpenCourse } from '../../../src/pressure/shedding/OpenCourse.ts';

/** Memory goes from one share of its limit to another within 200 looks, while so many requests are open at each share. */
function courseOf(from: number, to: number, openAt: (share: number, look: number) => number) {
  const course = new OpenCourse();
  for (let look = 0; look <= 200; look++) {
    const share = from + ((to - from) * look) / 200;
    course.observe(share, openAt(share, look));
  }
  return course;
}

describe('requests that are open', () => {
  it('may fill memory where they become more as it becomes fuller', () => {
    expect(courseOf(0.2, 0.8, (share) => 100 * share).mayFillMemory).toBe(true);
    // A tenth of the limit is taken by the program itself.
    expect(courseOf(0.2, 0.8, (share) => 100 * (share - 0.1)).mayFillMemory).toBe(true);
  });

  it('do not fill memory where as many were open when it was half as full', () => {
    expect(courseOf(0.2, 0.8, () => 40).mayFillMemory).toBe(false);
  });

  it('are not taken to be more because one moment is as it happens', () => {
    expect(courseOf(0.2, 0.8, (_share, look) => (look % 2 === 0 ? 20 : 60)).mayFillMemory).toBe(false);
    expect(courseOf(0.2, 0.8, (_share, look) => (look === 200 ? 300 : 100)).mayFillMemory).toBe(false);
  });

  it('may fill memory where it was never seen to be much less full, or nothing is known of it', () => {
    expect(courseOf(0.7, 0.9, () => 40).mayFillMemory).toBe(true);
    expect(courseOf(Number.NaN, Number.NaN, () => 40).mayFillMemory).toBe(true);
    expect(new OpenCourse().mayFillMemory).toBe(true);
  });

  it('may fill memory where none are open: so few tell nothing', () => {
    expect(courseOf(0.2, 0.8, () => 0).mayFillMemory).toBe(true);
  });

  it('are compared with how it was when memory was last that full, not with another time', () => {
    const course = courseOf(0.2, 0.8, () => 200);
    for (let look = 0; look <= 200; look++) {
      const share = 0.2 + (0.6 * look) / 200;
      course.observe(share, 100 * share);
    }
    expect(course.mayFillMemory).toBe(true);
  });
});
