import { join, relative } from 'node:path'
import { type Built, buildPackage } from './publishing/build.ts'
import {
  type PublishedWorkspace,
  publishedWorkspaces,
  root,
  withDependencies,
} from './publishing/packages.ts'

/** Builds into the `dist` of each workspace; with a workspace's name as argument, that one and what it depends on. */
function build(wanted: readonly PublishedWorkspace[]): Built {
  const built = new Map<PublishedWorkspace, string>()
  for (const workspace of new Set(wanted.flatMap(withDependencies))) {
    const folder = join(root, workspace, 'dist')
    buildPackage(workspace, folder, built)
    built.set(workspace, folder)
  }
  return built
}

const [name] = process.argv.slice(2)
const workspaces = publishedWorkspaces()
const wanted = workspaces.filter((workspace) => name === undefined || workspace === name)
try {
  if (wanted.length === 0) throw new Error(`There is no such package: name one of ${workspaces.join(', ')}.`)
  for (const folder of build(wanted).values()) {
    console.log(`Built ${relative(process.cwd(), folder)}: npm publish ${relative(process.cwd(), folder)}`)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
