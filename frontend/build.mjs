// Bundles src/ into linli/web/static/built/: one script, one style sheet, nothing from another host.
import { build } from "esbuild";

const result = await build({
  entryPoints: ["src/linli.ts", "src/linli.css"],
  outdir: "../linli/web/static/built",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "linked",
  metafile: true,
});
for (const [name, file] of Object.entries(result.metafile.outputs)) {
  console.log(`  ✔ ${name.replace("../", "")} ${(file.bytes / 1000).toFixed(1)} kB`);
}
