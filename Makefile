# The commands of the project. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# What people try is optimised lightly: it is there much sooner than a release.
FAST := release-fast
LISTEN ?= 127.0.0.1:8080
PUBLIC_URL ?= http://$(LISTEN)

.PHONY: help run test check stories stories-postgres journeys bench schema client dev clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-18s %s\n", $$1, $$2}'

run: client ## Build everything and serve a demonstration school, printing who can sign in
	LISTEN=$(LISTEN) PUBLIC_URL=$(PUBLIC_URL) cargo run --quiet --profile $(FAST) -- serve --demo

test: ## Every check and every test, on SQLite and PostgreSQL and in a browser
	@.ci/prepare test
	$(MAKE) --no-print-directory check stories stories-postgres journeys

check: client ## Formatting, lints, documentation, licences, the client's own checks and unit tests
	@.ci/prepare rust
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --workspace --no-deps --document-private-items
	cargo deny --log-level error check bans licenses sources
	npm --prefix web run --silent check
	npm --prefix web run --silent test

stories: ## Stories on SQLite
	cargo nextest run --workspace

stories-postgres: ## The same stories on a throw-away PostgreSQL
	.ci/postgres cargo nextest run --package etabli --test stories

journeys: client ## Journeys in Chromium on the real binary
	@.ci/prepare browser
	cargo build --quiet
	npm --prefix web run --silent e2e

bench: client ## The figures, in a release build
	cargo bench --quiet

schema: ## Write schema.graphql anew
	cargo schema > schema.graphql

client: web/node_modules/.package-lock.json ## Build the web client
	npm --prefix web run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	@.ci/prepare node
	npm --prefix web ci --no-audit --no-fund --loglevel=error

dev: ## Serve the demonstration with an unoptimised build; beside it, `npm --prefix web run dev`
	LISTEN=$(LISTEN) PUBLIC_URL=$(PUBLIC_URL) cargo run --quiet -- serve --demo

clean: ## Remove what was built
	cargo clean && rm -rf web/dist web/node_modules
