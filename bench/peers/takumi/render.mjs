// Stills by Takumi: `node render.mjs JOB.json`. Before each step it says on standard output what is
// done, and waits for a line on standard input, so that whoever measures can look at the clock.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import readline from "node:readline";
import { Renderer } from "@takumi-rs/core";
import { textNode, treeOf } from "./tree.mjs";

const job = JSON.parse(await readFile(process.argv[2], "utf-8"));
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const say = async (step) => {
  process.stdout.write(`${JSON.stringify(step)}\n`);
  await lines.next();
};

const renderer = new Renderer({ cacheMaxBytes: 256 * 1024 * 1024 });
for (const name of Object.keys(job.metrics)) {
  await renderer.registerFont({ name: `f${name}`, data: await readFile(path.join(job.folder, `${name}.font`)) });
}
const images = await Promise.all(
  job.pictures.map(async (src) => ({ src, data: await readFile(path.join(job.folder, `${src}.picture`)) })),
);
const draw = (scene, format) =>
  renderer.render(treeOf(scene, job.metrics), {
    width: scene.width,
    height: scene.height,
    format,
    images,
    ...(format === "jpeg" ? { quality: job.quality } : {}),
  });

// Letters of ours are tracked: what a run is wider here is taken from between them, where they do not join.
const joined = /\p{Script=Arabic}|\p{Script=Devanagari}/u;
const spaced = async (scene) => {
  for (const run of scene.layers.flatMap((layer) => layer.text?.runs ?? [])) {
    const found = await renderer.measure(textNode(run, { color: "black" }, job.metrics), {});
    if (!joined.test(run.text)) run.spacing = (run.width - found.width) / [...run.text].length;
  }
};

for (const scene of [...job.warm, ...job.scenes]) await spaced(scene);
for (const scene of job.warm) await draw(scene, "jpeg");
await say("ready");
for (const scene of job.scenes) await draw(scene, "jpeg");
await say("stills");
await writeFile(job.still, await draw(job.scenes[0], "png"));
await say("picture");
process.exit(0);
