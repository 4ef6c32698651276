/** Line drawings on a grid of 16; each stands beside words, so none has a name of its own. */
const SHAPES = {
  pulse: 'M1 8.5h3l1.5-5 3 9.5 2-6.5 1 2h3.5',
  fatal: 'M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  error: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 4.5v4.2M8 11v.3',
  warning: 'M8 1.8L14.7 13.7H1.3zM8 6.3v3.4M8 11.6v.2',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 7.3v4.2M8 4.6v.3',
  debug: 'M2 4l4 4-4 4M8 12.5h6',
  open: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 7a1 1 0 1 0 0 2a1 1 0 1 0 0-2z',
  closed: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM4.8 8.2l2.2 2.2 4.2-4.6',
  hidden: 'M3 7h10v7H3zM5 7V5a3 3 0 0 1 6 0v2',
  unknown: 'M5.2 5.6a2.8 2.8 0 1 1 4.3 2.4c-1 .6-1.5 1.1-1.5 2.2M8 13v.3',
  busy: 'M8 1.5a6.5 6.5 0 1 1-6.5 6.5',
  plus: 'M8 2.5v11M2.5 8h11',
  link: 'M6.8 9.2a2.8 2.8 0 0 0 4 0l2.6-2.6a2.8 2.8 0 0 0-4-4L8.2 3.8M9.2 6.8a2.8 2.8 0 0 0-4 0L2.6 9.4a2.8 2.8 0 0 0 4 4l1.2-1.2',
  unlink: 'M11.5 8.5l1.9-1.9a2.8 2.8 0 0 0-4-4L7.5 4.5M4.5 7.5L2.6 9.4a2.8 2.8 0 0 0 4 4l1.9-1.9M2 2l12 12',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  reopen: 'M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.3 1.8l.4 3.4 3.4-.4',
  external: 'M9.5 2h4.5v4.5M14 2L7.5 8.5M12 9.5V14H2V4h4.5',
  search: 'M7 2a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM10.7 10.7L14.5 14.5',
  close: 'M3 3l10 10M13 3L3 13',
  chevron: 'M6 3.5L10.5 8 6 12.5',
  back: 'M10 3.5L5.5 8l4.5 4.5',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  offline: 'M1.5 6a9.5 9.5 0 0 1 13 0M4 9a6 6 0 0 1 8 0M8 12.5v.3M2 14L14 2',
} as const

export type IconName = keyof typeof SHAPES

export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon icon-${name} ${extra}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  )
}
