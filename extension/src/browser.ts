/** The one place that knows how the browser's extension API is called: with promises, in Chromium and in Firefox. */
export { default as browser, type Runtime, type Scripting, type Tabs } from 'webextension-polyfill'
