import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { router } from "./app/router";
import { applyTheme } from "./app/theme";
import "./ui/tokens.css";
import "./ui/base.css";

applyTheme();

const root = document.getElementById("root");
if (root) createRoot(root).render(<RouterProvider router={router} />);
