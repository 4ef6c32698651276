import { useEffect, useState } from 'preact/hooks'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'

/** The browser keeps the shortcuts: they are shown here and changed there. */
export function Shortcuts() {
  const [shortcut, setShortcut] = useState('')
  useEffect(() => {
    browser.commands.getAll().then((commands) => setShortcut(commands[0]?.shortcut ?? ''))
  }, [])
  return (
    <section class="panel stack" aria-labelledby="shortcuts">
      <h2 id="shortcuts">{message('shortcuts')}</h2>
      <p>
        {message('command_open')}: <kbd>{shortcut || message('no_shortcut')}</kbd>
      </p>
      <p class="muted">{message('shortcuts_hint')}</p>
    </section>
  )
}
