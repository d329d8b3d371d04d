import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { servePlayground } from './serve-playground.mjs';
const { server, address } = await servePlayground('/a/playground/');
const browser = await chromium.launch({ executablePath: ensureChromium(), args: launchFlags() });
const jobs = process.argv.slice(2).map((a)=>a.split('@')); // url@name@width@scheme@full
for (const [url,name,width='1280',scheme='light',full,press] of jobs) {
  const page = await browser.newPage({ viewport: { width:+width, height: +width<500?844:900 }, colorScheme: scheme });
  page.on('console', m=>{ if(['error','warning'].includes(m.type())) console.log(name, m.type(), m.text().slice(0,300)); });
  page.on('pageerror', e=>console.log(name,'pageerror',String(e).slice(0,300)));
  page.on('response', r=>{ if(r.status()>=400) console.log(name, r.status(), r.url()); });
  await page.goto(address+url); await page.waitForTimeout(3500);
  if (press) { await page.getByRole('button',{name:press}).click(); await page.waitForTimeout(500); }
  const wide = await page.evaluate(()=>document.documentElement.scrollWidth+'/'+innerWidth);
  console.log(name, wide, page.url());
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: full==='full' });
  await page.close();
}
await browser.close(); server.close();
