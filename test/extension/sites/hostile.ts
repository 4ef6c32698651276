/** Pages which try to make the extension slow, or to get more into a task than a person would see. */
export const HUGE = 200_000

export const hostileMarkup = (huge: string): string => `
  <i data-conduit-key="__proto__" data-conduit-title="prototype"></i>
  <i data-conduit-key="constructor"></i><i data-conduit-key="toString"></i>
  <i data-conduit-key=""></i><i data-conduit-key="   "></i>
  <i data-conduit-key="${huge}"></i>
  <i data-conduit-key="line&#10;break"></i><i data-conduit-key="right-to-left &#x202e; override"></i>
  <i data-conduit-key="title" data-conduit-title="${huge}" data-conduit-description="${huge}"></i>
  <i data-conduit-key="markup" data-conduit-title="&lt;img src=x onerror=alert(1)&gt;"></i>
  <i data-conduit-key="script" data-conduit-link="javascript:alert(1)"></i>
  <i data-conduit-key="data" data-conduit-link="data:text/html,x"></i>
  <i data-conduit-key="password" data-conduit-link="https://phorge.example@evil.example/"></i>
  <i data-conduit-key="address" data-conduit-link="https://x.example/${huge}"></i>
  <i data-conduit-key="broken" data-conduit-link="https://["></i>
  <i data-conduit-key="project" data-conduit-project="two words"></i>
  <i data-conduit-key="projects" data-conduit-project="${huge}"></i>`

/** Each adapter's own elements with far too much in them. */
export const hostilePages = (huge: string): readonly (readonly [page: string, html: string])[] => [
  [
    'Django',
    `<div id="summary"><h1>${huge}</h1></div><div id="browserTraceback"><div class="frame"><code class="fname">${huge}</code></div></div>`,
  ],
  ['PHP', `<br><b>Fatal error</b>: Uncaught E: ${'in /a:1\nStack trace:\n'.repeat(2_000)}<br>`],
  [
    'PHP with Xdebug',
    `<table class="xdebug-error"><tr><th>Fatal error: Uncaught E: ${' in '.repeat(20_000)}</th></tr></table>`,
  ],
  ['MediaWiki', `<div class="errorbox">[x] ${'   A: '.repeat(5_000)}</div>`],
  [
    'Grafana',
    `<body class="app-grafana"><div><span class="level-error field">x</span><span class="field">${'a="'.repeat(20_000)}</span></div>`,
  ],
  [
    'Grafana with deep JSON',
    `<body class="app-grafana"><div><span class="level-error field">x</span><span class="field">${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}</span></div>`,
  ],
  [
    'the .NET Framework',
    `<span><h1>Server Error</h1><h2><i>x</i></h2></span><table><tr><td><code><pre>[E: ${'\n['.repeat(20_000)}</pre></code></table>`,
  ],
  ['Tomcat', `<title>HTTP Status 500</title><h1>x</h1><pre>E: ${'\ta.b(c)\n'.repeat(5_000)}</pre>`],
  ['a bare server error', `<title>502 ${huge}</title><h1>${huge}</h1>`],
]
