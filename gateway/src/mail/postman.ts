import { createTransport, type Transporter } from 'nodemailer'
import type { Config } from '../config.ts'
import type { Gateway } from '../gateway.ts'

const MINUTE = 60
/** After each failure it waits longer: a minute, two, four, … up to six hours. */
const LONGEST_WAIT = 6 * 3600
/** What could not be sent for three days is given up. */
const LONGEST_TRY = 3 * 86_400
/** So many are taken up at a time. */
const BATCH = 20

export interface MailSettings extends Pick<Config, 'mailFrom' | 'publicUrl'> {
  readonly smtpUrl: NonNullable<Config['smtpUrl']>
}

/** Sends what is queued, in the background: nobody waits for a mail server. */
export class Postman {
  readonly #transport: Transporter
  readonly #from: string
  #gateway: Gateway | undefined
  #round: Promise<void> | undefined
  #isWanted = false
  #timer: NodeJS.Timeout | undefined

  constructor({ smtpUrl, mailFrom, publicUrl }: MailSettings) {
    this.#transport = createTransport({
      url: smtpUrl.reveal(),
      connectionTimeout: 10_000,
      socketTimeout: 20_000,
    })
    this.#from = mailFrom ?? `gateway@${new URL(publicUrl).hostname}`
  }

  /** Takes up what is there, and looks every minute for what has to be tried again. */
  start(gateway: Gateway): void {
    this.#gateway = gateway
    this.#timer = setInterval(() => this.wake(), MINUTE * 1000)
    this.#timer.unref()
    this.wake()
  }

  /** Something was queued, or will be when the transaction under way ends. */
  wake(): void {
    if (!this.#gateway) return
    this.#isWanted = true
    this.#round ??= this.#goRound(this.#gateway).finally(() => {
      this.#round = undefined
    })
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#round) await this.#round
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#gateway = undefined
    this.#isWanted = false
    await this.#round
    this.#transport.close()
  }

  async #goRound(gateway: Gateway): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      try {
        await this.#sendDue(gateway)
      } catch (error) {
        gateway.log.error({ err: error }, 'the mail queue could not be read')
      }
    }
  }

  async #sendDue(gateway: Gateway): Promise<void> {
    const due = await gateway.database
      .selectFrom('mail_queue')
      .selectAll()
      .where('next_attempt_at', '<=', gateway.now())
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const mail of due) await this.#send(gateway, mail)
    if (due.length === BATCH) this.#isWanted = true
  }

  async #send(
    gateway: Gateway,
    mail: {
      id: number
      recipient: string
      subject: string
      body: string
      attempts: number
      created_at: number
    },
  ): Promise<void> {
    const { database, now, log } = gateway
    try {
      const { recipient: to, subject, body: text } = mail
      await this.#transport.sendMail({ from: this.#from, to, subject, text, disableUrlAccess: true })
    } catch (error) {
      const isHopeless = now() - mail.created_at > LONGEST_TRY
      log.warn({ mail: mail.id, code: codeOf(error), givenUp: isHopeless }, 'a mail could not be sent')
      if (isHopeless) return remove(gateway, mail.id)
      const wait = Math.min(LONGEST_WAIT, MINUTE * 2 ** Math.min(mail.attempts, 20))
      await database
        .updateTable('mail_queue')
        .set({ attempts: mail.attempts + 1, next_attempt_at: now() + wait })
        .where('id', '=', mail.id)
        .execute()
      return
    }
    await remove(gateway, mail.id)
  }
}

async function remove({ database }: Gateway, id: number): Promise<void> {
  await database.deleteFrom('mail_queue').where('id', '=', id).execute()
}

/** What a server answers may repeat the address; its code does not. */
function codeOf(error: unknown): string | number | undefined {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return responseCode ?? code
}
