import { beforeEach, describe, expect, it } from 'vitest'
import { SignInLimit } from '../../../gateway/src/sessions/sign-in-limit.ts'

let now: number
let limit: SignInLimit
beforeEach(() => {
  now = 1_800_000_000
  limit = new SignInLimit(() => now)
})

function fail(times: number, userName = 'angie', address = '192.0.2.1') {
  let last = limit.begin(userName, address)
  for (let count = 1; count < times; count++) last = limit.begin(userName, address)
  return last
}

describe('the limit of sign-ins', () => {
  it('lets five attempts through and then waits twice as long each time, a quarter of an hour at most', () => {
    expect(fail(5)).toEqual({ allowed: true })
    const waits: number[] = []
    for (let count = 0; count < 8; count++) {
      const attempt = limit.begin('angie', '192.0.2.1')
      if (attempt.allowed) throw new Error('let through too early')
      waits.push(attempt.retryAfter)
      now += attempt.retryAfter
      expect(limit.begin('angie', '192.0.2.1')).toEqual({ allowed: true })
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
  })

  it('counts attempts that are under way at the same time', () => {
    const attempts = Array.from({ length: 20 }, () => limit.begin('angie', '192.0.2.1'))
    expect(attempts.filter(({ allowed }) => allowed)).toHaveLength(5)
  })

  it('blocks neither the account from elsewhere nor others from here', () => {
    fail(6)
    expect(limit.begin('angie', '192.0.2.2').allowed).toBe(true)
    expect(limit.begin('rjkaplan', '192.0.2.1').allowed).toBe(true)
  })

  it('takes an IPv6 network for one address', () => {
    fail(5, 'angie', '2001:db8:1:2::5')
    expect(limit.begin('angie', '2001:db8:1:2:9:9:9:9').allowed).toBe(false)
    expect(limit.begin('angie', '2001:db8:1:3::5').allowed).toBe(true)
    fail(5, 'angie', '::ffff:192.0.2.7')
    expect(limit.begin('angie', '::ffff:192.0.2.8').allowed).toBe(true)
  })

  it('takes different spellings of a name for one', () => {
    fail(5, 'angie')
    expect(limit.begin(' ANGIE', '192.0.2.1').allowed).toBe(false)
  })

  it('forgets failures after a success, and after a while', () => {
    fail(4)
    limit.succeed('angie', '192.0.2.1')
    expect(fail(5)).toEqual({ allowed: true })
    now += 1000
    fail(4, 'rjkaplan')
    now += 901
    expect(fail(5, 'rjkaplan')).toEqual({ allowed: true })
  })

  it('stops an address that tries many accounts, and no attempt of its own account frees it', () => {
    for (let count = 0; count < 100; count++) {
      expect(limit.begin(`name${count}`, '192.0.2.1').allowed).toBe(true)
      if (count === 50) limit.succeed('name50', '192.0.2.1')
    }
    expect(limit.begin('fresh', '192.0.2.1').allowed).toBe(true)
    const attempt = limit.begin('fresher', '192.0.2.1')
    expect(attempt).toMatchObject({ allowed: false })
    expect(limit.begin('fresher', '192.0.2.2').allowed).toBe(true)
  })
})
