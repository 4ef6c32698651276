import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { Meter } from '../../../gateway/src/limits/meter.ts'
import { networkOf } from '../../../gateway/src/limits/network.ts'

let now = 0
const clock = () => now
beforeEach(() => {
  now = 1_800_000_000
})

/** How many of so many calls in a row pass. */
function passing(meter: Meter, calls: number, key = 'a', quota = 60): number {
  let passed = 0
  for (let i = 0; i < calls; i += 1) if (meter.take(key, quota).passes) passed += 1
  return passed
}

describe('a meter', () => {
  it('lets a burst take the whole quota, and gives it back evenly', () => {
    const meter = new Meter(clock, 60)
    expect(passing(meter, 100)).toBe(60)
    now += 1
    expect(passing(meter, 100)).toBe(1)
    now += 30
    expect(passing(meter, 100)).toBe(30)
    now += 3600
    expect(passing(meter, 100)).toBe(60)
  })

  it('tells what remains, when all of it is back, and how long to wait', () => {
    const meter = new Meter(clock, 60)
    expect(meter.take('a', 3)).toEqual({ passes: true, remaining: 2, reset: 20, wait: 0 })
    expect(meter.take('a', 3)).toEqual({ passes: true, remaining: 1, reset: 40, wait: 0 })
    expect(meter.take('a', 3)).toEqual({ passes: true, remaining: 0, reset: 60, wait: 0 })
    expect(meter.take('a', 3)).toEqual({ passes: false, remaining: 0, reset: 60, wait: 20 })
    now += 19
    expect(meter.take('a', 3)).toMatchObject({ passes: false, wait: 1 })
    now += 1
    expect(meter.take('a', 3)).toMatchObject({ passes: true })
  })

  it('keeps callers apart', () => {
    const meter = new Meter(clock, 60)
    expect(passing(meter, 100, 'a')).toBe(60)
    expect(passing(meter, 100, 'b')).toBe(60)
  })

  it('holds a quota that was lowered at once, and one that was raised too', () => {
    const meter = new Meter(clock, 60)
    expect(passing(meter, 50, 'a', 100)).toBe(50)
    expect(passing(meter, 50, 'a', 20)).toBe(0)
    expect(passing(meter, 50, 'a', 70)).toBe(20)
  })

  it('whoever waits as told passes, and nobody gets more than the quota and what came back meanwhile', () => {
    const step = fc.record({ pause: fc.integer({ min: 0, max: 90 }), calls: fc.integer({ min: 1, max: 40 }) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(step, { maxLength: 30 }), (quota, steps) => {
        now = 1_800_000_000
        const start = now
        const meter = new Meter(clock, 60)
        let passed = 0
        for (const { pause, calls } of steps) {
          now += pause
          passed += passing(meter, calls, 'a', quota)
          expect(passed).toBeLessThanOrEqual(quota + ((now - start) * quota) / 60 + 1e-6)
        }
        const refused = Array.from({ length: quota + 1 }, () => meter.take('a', quota)).at(-1)
        expect(refused?.passes).toBe(false)
        now += refused?.wait ?? 0
        expect(meter.take('a', quota).passes).toBe(true)
      }),
    )
  })

  it('makes nobody wait longer than a window when the clock is set back', () => {
    const meter = new Meter(clock, 60)
    passing(meter, 100)
    now -= 86_400
    const { passes, wait } = meter.take('a', 60)
    expect(passes).toBe(false)
    expect(wait).toBeLessThanOrEqual(60)
    now += wait
    expect(meter.take('a', 60).passes).toBe(true)
  })

  it('remembers a bounded number of callers, however many there are', () => {
    const meter = new Meter(clock, 60, 1000)
    for (let i = 0; i < 50_000; i += 1) meter.take(`address ${i}`, 60)
    expect(meter.size).toBeLessThanOrEqual(2000)
  })

  it('does not forget who is still calling because others come by', () => {
    const meter = new Meter(clock, 60, 1000)
    let passed = 0
    for (let i = 0; i < 50_000; i += 1) {
      meter.take(`address ${i}`, 60)
      if (i % 100 === 0 && meter.take('loud', 60).passes) passed += 1
    }
    expect(passed).toBe(60)
  })

  it('forgets who has not called for two windows', () => {
    const meter = new Meter(clock, 60)
    for (let i = 0; i < 500; i += 1) meter.take(`address ${i}`, 60)
    now += 61
    meter.take('a', 60)
    now += 61
    meter.take('a', 60)
    expect(meter.size).toBe(1)
  })
})

describe('an address is counted', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
