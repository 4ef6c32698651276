// Asks the browser for a passkey, and sends its answer with the form.
for (const field of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue
  field.hidden = false
  const button = field.querySelector('button')
  const { form } = button
  button.addEventListener('click', async () => {
    const error = field.querySelector('[role="alert"]')
    error.hidden = true
    try {
      const credential = await answerOf(field.dataset)
      form.querySelector('[name="second_factor_passkey"]').value = JSON.stringify(credential.toJSON())
      // The other fields need not be filled in, and one of them may be called “submit”.
      HTMLFormElement.prototype.submit.call(form)
    } catch {
      error.hidden = false
    }
  })
  if (field.dataset.passkey !== 'create') continue
  // Enter in the field for the name.
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    button.click()
  })
}

function answerOf({ passkey, options }) {
  const json = JSON.parse(options)
  if (passkey === 'create') {
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json),
    })
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) })
}
