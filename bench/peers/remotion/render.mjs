// One film by Remotion: `node render.mjs JOB.json`. Before each step it says on standard output what
// is done, and waits for a line on standard input, so that whoever measures can look at the clock.
import { readFile } from "node:fs/promises";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import { bundle } from "@remotion/bundler";
import { openBrowser, renderMedia, renderStill, selectComposition } from "@remotion/renderer";

const here = path.dirname(fileURLToPath(import.meta.url));
const job = JSON.parse(await readFile(process.argv[2], "utf-8"));
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const say = async (step) => {
  process.stdout.write(`${JSON.stringify(step)}\n`);
  await lines.next();
};

const browserOptions = { browserExecutable: job.browser, chromeMode: "chrome-for-testing" };
const inputProps = { scene: job.scene };
const serveUrl = await bundle({
  entryPoint: path.join(here, "index.js"),
  publicDir: job.folder,
  enableCaching: false,
  rootDir: path.dirname(here),
});
const browser = await openBrowser("chrome", browserOptions);
const shared = { serveUrl, inputProps, puppeteerInstance: browser, logLevel: "error", ...browserOptions };
const composition = await selectComposition({ id: "scene", ...shared });

const still = (frame, output, imageFormat) => renderStill({ composition, frame, output, imageFormat, ...shared });
await still(job.frames[0], job.still, "png"); // and everything is warm
await say("ready");
await renderMedia({
  composition,
  codec: "h264",
  crf: 21,
  x264Preset: "veryfast",
  pixelFormat: "yuv420p",
  muted: true,
  concurrency: 1,
  frameRange: job.frames,
  outputLocation: job.film,
  ...shared,
});
await say("film");
await browser.close({ silent: true });
process.exit(0);
