// Opens the pages of sample catalogues as their readers do, and fails on the first thing that is wrong.
//   node check_catalogue.mjs MODULES CHROMIUM SAMPLES [PICTURES]
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';

const [modules, chromiumPath, samples, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { chromium } = require('playwright-core');
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Each page on its screens; together they are all there are. */
const PAGES = [
  ['index.html', 'en', [[320, 'light'], [1280, 'dark']]],
  ['index.id.html', 'id', [[320, 'dark'], [1280, 'light']]],
];
const TYPES = { '.html': 'text/html', '.json': 'application/json' };
const FOCUSABLE = 'a[href], summary';
const UNSAFE = '<p style="color:red" onclick="alert(1)">unsafe</p><script>alert(1)</script>';

// A web server as any static host is one. Below /unsafe/ it puts what must not be into the page.
const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname));
  try {
    let body = await readFile(join(samples, path.replace('/unsafe/', '/')));
    if (path.startsWith('/unsafe/')) body = body.toString().replace('</main>', `${UNSAFE}</main>`);
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** A page that notes all that goes wrong in it and all that it asks for. */
async function open(address, width, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const said = [];
  const asked = [];
  page.on('console', message => said.push(message.text()));
  page.on('pageerror', error => said.push(String(error)));
  page.on('dialog', dialog => { said.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', request => asked.push(request.url()));
  await page.goto(address);
  return { page, said, asked };
}

function setDetails(page, isOpen) {
  return page.evaluate(value => document.querySelectorAll('details').forEach(d => { d.open = value; }), isOpen);
}

/** What sticks out of the window to the right, but for what only screen readers see. */
function overflow(page) {
  return page.evaluate(() => {
    const wide = [...document.body.querySelectorAll('*')].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.right > innerWidth + 0.5;
    });
    const cut = [...document.body.querySelectorAll('*')].filter(element =>
      element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && getComputedStyle(element).display !== 'inline');
    return [...wide, ...cut].map(element => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`)
      .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []);
  });
}

/** Names of what could run, load or lead out of the repository. */
function active(page) {
  return page.evaluate(() => [...document.querySelectorAll('*')].flatMap(element => [
    ...(['SCRIPT', 'IFRAME', 'IMG', 'OBJECT', 'EMBED', 'FORM', 'BASE', 'SVG'].includes(element.tagName.toUpperCase()) ? [element.tagName] : []),
    ...[...element.attributes].filter(a => /^on|^style$|^src$|^action$/i.test(a.name)).map(a => a.name),
    ...[...element.attributes].filter(a => a.name === 'href' && !/^[A-Za-z0-9._/-]+$|^#[a-z0-9._-]+$/.test(a.value)).map(a => a.value),
  ]));
}

async function checkLook(sample, file, language, width, scheme) {
  const { page, said, asked } = await open(`${base}/${sample}/${file}`, width, scheme);
  const what = `${sample}/${file} at ${width}, ${scheme}`;
  assert.equal(await page.evaluate(() => document.documentElement.lang), language, what);
  if (pictures) await page.screenshot({ path: join(pictures, `${sample}-${language}-${width}-${scheme}.png`), fullPage: true });
  await setDetails(page, true);
  assert.deepEqual(await overflow(page), [], `${what}: sticks out`);
  assert.deepEqual(await active(page), [], `${what}: can run, load or lead out`);
  const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g);
  assert.equal(red < 128, scheme === 'dark', `${what}: background ${red}`);
  if (sample !== 'large') {
    const found = await page.evaluate(`${axe}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`);
    assert.deepEqual(found.violations.map(v => `${v.id}: ${v.nodes[0].html}: ${v.nodes[0].failureSummary}`), [], `${what}: axe-core`);
    assert.ok(found.passes.length > 15, `${what}: axe-core looked at ${found.passes.length} rules only`);
  }
  assert.deepEqual(said, [], `${what}: console`);
  assert.deepEqual(asked, [`${base}/${sample}/${file}`], `${what}: asked for more than the page`);
  await page.close();
}

/** Every link leads somewhere; every place that is named is there. */
async function checkLinks(sample, file) {
  const { page } = await open(`${base}/${sample}/${file}`, 1280, 'light');
  const links = await page.evaluate(() => [...document.querySelectorAll('a, link')].map(a => a.getAttribute('href')));
  const places = new Set(await page.evaluate(() => [...document.querySelectorAll('[id]')].map(e => e.id)));
  assert.equal(places.size, await page.evaluate(() => document.querySelectorAll('[id]').length), `${sample}: an id comes twice`);
  for (const link of new Set(links)) {
    if (link.startsWith('#')) {
      assert.ok(places.has(link.slice(1)), `${sample}/${file}: ${link} leads nowhere`);
    } else {
      assert.equal((await fetch(`${base}/${sample}/${link}`)).status, 200, `${sample}/${file}: ${link}`);
    }
  }
  await page.close();
  return links.length;
}

/** Tab reaches everything in the order of the page, and shows where it is. */
async function checkKeyboard(sample, file, width, scheme) {
  const { page, said } = await open(`${base}/${sample}/${file}`, width, scheme);
  const what = `${sample}/${file} at ${width}, by keyboard`;
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'models', `${what}: the skip link`);
  await page.goto(`${base}/${sample}/${file}`);
  const summary = page.locator('summary').first();
  await summary.focus();
  await page.keyboard.press('Enter');
  assert.ok(await page.evaluate(() => document.querySelector('details').open), `${what}: details do not open`);
  await page.reload();
  await setDetails(page, true);
  const all = await page.locator(FOCUSABLE).count();
  for (let i = 0; i < all; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(selector => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getClientRects()[0];
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return {
        index: [...document.querySelectorAll(selector)].indexOf(element),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: top !== null && (element.contains(top) || top.contains(element)),
        text: element.textContent.slice(0, 60),
      };
    }, FOCUSABLE);
    assert.equal(at.index, i, `${what}: Tab ${i + 1} comes to ${at.text}`);
    assert.ok(at.outline >= 2, `${what}: no outline around ${at.text}`);
    assert.ok(at.seen, `${what}: out of sight: ${at.text}`);
  }
  assert.deepEqual(said, [], `${what}: console`);
  await page.close();
  return all;
}

/** Who comes to one language finds the other, and back. */
async function checkLanguages() {
  const { page } = await open(`${base}/small/index.html`, 320, 'light');
  for (const [file, language, name] of [['index.id.html', 'id', 'Bahasa Indonesia'], ['index.html', 'en', 'English']]) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.waitForURL(`${base}/small/${file}`);
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
  }
  await page.close();
}

/** Paper shows what is folded on the screen. */
async function checkPaper() {
  const { page } = await open(`${base}/small/index.html`, 1280, 'light');
  const isSeen = () => page.evaluate(() => document.querySelector('details pre').checkVisibility());
  assert.equal(await isSeen(), false, 'details are open before anybody opened them');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await isSeen(), true, 'details are folded on paper');
  if (pictures) await page.pdf({ path: join(pictures, 'small-en.pdf'), format: 'A4' });
  await page.close();
}

/** The policy forbids what is no part of a page; and the checks above do see such things. */
async function checkPolicy() {
  const { page, said } = await open(`${base}/unsafe/small/index.html`, 1280, 'light');
  await page.getByText('unsafe').click();
  assert.ok(said.some(line => /inline script/i.test(line)), `the policy lets scripts pass: ${said}`);
  assert.ok(said.some(line => /inline style/i.test(line)), `the policy lets styles pass: ${said}`);
  assert.ok(said.some(line => /event handler/i.test(line)), `the policy lets handlers pass: ${said}`);
  assert.ok(!said.some(line => line.startsWith('dialog')), `a script ran: ${said}`);
  assert.deepEqual(await active(page), ['style', 'onclick', 'SCRIPT']);
  await page.close();
}

let links = 0;
let stops = 0;
let looks = 0;
for (const sample of ['small', 'one', 'empty', 'hostile', 'large']) {
  for (const [file, language, screens] of PAGES) {
    for (const [width, scheme] of screens) {
      await checkLook(sample, file, language, width, scheme);
      looks++;
    }
    if (sample === 'small' || sample === 'one') stops += await checkKeyboard(sample, file, ...screens[0]);
    if (sample !== 'large') links += await checkLinks(sample, file);
  }
}
await checkLanguages();
await checkPaper();
await checkPolicy();
await browser.close();
server.close();
console.log(`catalogue: ${looks} looks at pages, ${links} links, ${stops} stops of the Tab key: all well`);
