import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** GraphiQL and its editor, beside the client: everything it needs is served by the service itself. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/graphiql/",
  plugins: [react()],
  build: {
    outDir: "../dist/graphiql",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 8_000,
    rolldownOptions: {
      // Directives for a compiler that is not used here.
      onwarn: (warning, next) => (warning.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : next(warning)),
    },
  },
  worker: { format: "es" },
});
