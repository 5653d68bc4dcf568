// Bundles what entries.mjs names into linli/web/static/built/: nothing from another host.
import { build } from "esbuild";
import { entries } from "./entries.mjs";

const result = await build({
  entryPoints: entries,
  outdir: "../linli/web/static/built",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome99", "firefox98", "safari15"], // Chrome 99: the oldest web engine of HarmonyOS phones
  legalComments: "linked",
  metafile: true,
});
for (const [name, file] of Object.entries(result.metafile.outputs)) {
  console.log(`  ✔ ${name.replace("../", "")} ${(file.bytes / 1000).toFixed(1)} kB`);
}
