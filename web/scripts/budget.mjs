// Weighs what a page loads before its first paint, from Vite's manifest. A figure over its limit fails the build.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const KB = 1000;

/** Limits in kB of gzip: JavaScript to first paint of each page. */
const PAGES = {
  "src/features/sign-in/SignInPage.tsx": 150,
  "src/features/bilans/MyBilansPage.tsx": 150,
  "src/features/account/AccountPage.tsx": 150,
  "src/features/help/HelpPage.tsx": 150,
  "src/features/console/ConsolePage.tsx": 190,
  "src/features/tracking/TrackingPage.tsx": 190,
  "src/features/calendar/CalendarPage.tsx": 190,
  "src/features/imports/ImportsPage.tsx": 190,
  "src/features/users/UsersPage.tsx": 190,
};
const SHELL = "src/app/Shell.tsx";
const LATER_CHUNK = 80;
const STYLES = 20;
const FONT = 34;

const weights = new Map();
const weigh = (file) => {
  if (!weights.has(file))
    weights.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / KB);
  return weights.get(file);
};

/** Every file a chunk needs, itself included, without those loaded later. */
function needs(key, scripts = new Set(), styles = new Set()) {
  const chunk = manifest[key];
  if (!chunk || scripts.has(chunk.file)) return { scripts, styles };
  scripts.add(chunk.file);
  for (const file of chunk.css ?? []) styles.add(file);
  for (const other of chunk.imports ?? []) needs(other, scripts, styles);
  return { scripts, styles };
}

const sum = (files) => [...files].reduce((total, file) => total + weigh(file), 0);
const lines = [];
let over = 0;
function check(what, weight, limit) {
  const bad = weight > limit;
  over += bad ? 1 : 0;
  lines.push(`${bad ? "OVER " : "  ok "} ${what.padEnd(46)} ${weight.toFixed(1).padStart(7)} / ${limit} kB`);
}

for (const [page, limit] of Object.entries(PAGES)) {
  const start = needs("index.html");
  if (!page.includes("sign-in")) needs(SHELL, start.scripts, start.styles);
  needs(page, start.scripts, start.styles);
  check(`js  ${page.replace("src/features/", "")}`, sum(start.scripts), limit);
  check(`css ${page.replace("src/features/", "")}`, sum(start.styles), STYLES);
}
const first = needs("index.html").scripts;
for (const chunk of Object.values(manifest)) {
  if (chunk.file.endsWith(".js") && !first.has(chunk.file))
    check(`later ${chunk.file.replace("assets/", "")}`, weigh(chunk.file), LATER_CHUNK);
}
for (const file of readdirSync(new URL("assets/", dist))) {
  if (file.endsWith(".woff2"))
    check(`font ${file}`, readFileSync(new URL(`assets/${file}`, dist)).length / KB, FONT);
}
console.log(lines.join("\n"));
if (over > 0) {
  console.error(`\n${over} over the budget.`);
  process.exit(1);
}
