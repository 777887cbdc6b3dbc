// The pages for people: each link, file, command and route they name is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const files = ['README', 'ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG', 'SECURITY']
  .map((name) => `${name}.md`)
  .concat(inDocs.map((name) => `docs/${name}`));
const pages = files.map((file) => ({ file, text: read(file) }));

/** What `found` finds in any page and `isThere` does not know, with the page's name. */
function missing(found: RegExp, isThere: (match: string[], file: string) => boolean): string[] {
  let count = 0;
  const unknown = pages.flatMap(({ file, text }) =>
    [...text.matchAll(found)].flatMap((match) => {
      count++;
      return isThere(match, file) ? [] : [`${file}: ${match[0]}`];
    }),
  );
  expect(count).toBeGreaterThan(10);
  return unknown;
}

/** A heading's anchor, as GitHub makes it. */
function anchors(text: string): string[] {
  return [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('each link within the repository leads somewhere, each anchor to a heading', () => {
  const links = missing(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g, ([, path = '', anchor], file) => {
    const target = path === '' ? file : join(dirname(file), path);
    return existsSync(join(root, target)) && (anchor === undefined || anchors(read(target)).includes(anchor));
  });
  expect(links).toEqual([]);
});

test('each page of docs is linked from README or ARCHITECTURE', () => {
  const entry = read('README.md') + read('ARCHITECTURE.md');
  expect(inDocs.filter((name) => !entry.includes(`](docs/${name}`))).toEqual([]);
});

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
const names = new Set(
  tracked
    .toString()
    .split('\0')
    .map((file) => file.split('/').at(-1)),
);

test('each file and folder that is named is there', () => {
  const rooms = '(?:\\.ci|api|bench|cli|client|console|demo|docs|events|functions|infra|local|shared|test)';
  const paths = missing(new RegExp(`\`(${rooms}/[\\w.@/-]+)`, 'g'), ([, path = '']) => {
    // `shared/usecases/author-*.ts` and `api/<noun>.ts` name what begins so.
    const [folder, begin] = [dirname(`${path}x`), path.split('/').at(-1) ?? ''];
    if (!existsSync(join(root, folder))) return false;
    return existsSync(join(root, path)) || readdirSync(join(root, folder)).some((name) => name.startsWith(begin));
  });
  expect(paths.filter((path) => !/`client\/dist$/.test(path))).toEqual([]);
  expect(missing(/`([\w-]+(?:\.test)?\.tsx?)`/g, ([, name]) => names.has(name))).toEqual([]);
});

test('each command is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  expect(missing(/npm run (?:--silent )?([\w:-]+)/g, ([, name = '']) => name in scripts)).toEqual([]);
  const benches = readdirSync(join(root, 'bench'));
  expect(missing(/bench -- ([\w-]+)/g, ([, name]) => benches.includes(`${name}.ts`))).toEqual([]);
});

test('each route is there, and README counts them', () => {
  const { paths } = JSON.parse(read('docs/openapi.json')) as { paths: Record<string, object> };
  const nameless = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${nameless(path)}`),
  );
  const unknown = missing(/`(GET|POST|PUT|DELETE) (\/v1\/[\w/{}-]+)/g, ([, method, path = '']) =>
    routes.includes(`${method} ${nameless(path)}`),
  );
  expect(unknown).toEqual([]);
  expect(read('README.md')).toContain(`**${routes.length} routes**`);
});
