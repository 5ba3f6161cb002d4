import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * The dark colours are written once, under the system's preference. This repeats them under
 * `[data-theme="dark"]`, so that the person's own choice wins over the system's.
 */
function darkTheme(): Plugin {
  const block =
    /@media \(prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme="light"\]\) \{([^}]*)\}\s*\}/;
  return {
    name: "dark-theme",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/ui/tokens.css")) return null;
      const found = block.exec(code);
      if (!found) throw new Error("tokens.css: the dark block is not where it was");
      return `${code}\n:root[data-theme="dark"] {${found[1]}}\n`;
    },
  };
}

const service = process.env.ETABLI_SERVICE ?? "http://127.0.0.1:8080";
const proxied = {
  target: service,
  changeOrigin: true,
  ws: true,
  // The service compares Origin with its own address: the developer's server stands in for it.
  configure: (proxy: {
    on(event: string, listen: (request: { setHeader(n: string, v: string): void }) => void): void;
  }) => {
    const sameOrigin = (request: { setHeader(n: string, v: string): void }) =>
      request.setHeader("origin", service);
    proxy.on("proxyReq", sameOrigin);
    proxy.on("proxyReqWs", sameOrigin);
  },
};

export default defineConfig({
  plugins: [
    darkTheme(),
    react(),
    { ...optimizeLocales.vite({ locales: ["fr-FR"] }), enforce: "pre" as const },
  ],
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // GraphiQL has its own page and its own build.
  optimizeDeps: { entries: ["index.html"] },
  server: { proxy: { "/graphql": proxied, "/files": proxied } },
});
