import { render } from 'preact'
import { App } from './app.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/list.css'
import './styles/task.css'
import './styles/error.css'
import './styles/dialog.css'
import './styles/motion.css'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no element #app')
render(<App />, root)
