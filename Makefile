# Linli 邻里: the commands of a working copy. `make help` lists them; docs/start-here.md says when to use which.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: demo test serve check fast bench fuzz assets permissions sbom audit clean help system-demo system-test
MAKEFLAGS += --no-print-directory

BASE_PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
FRONTEND := $(shell git ls-files frontend 2>/dev/null || find frontend -type f -not -path '*/node_modules/*')
WORDS := $(shell find linli -name '*.po')

help: ## 列出命令 / list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: ready ## 安装、装入崇文案例并打开 http://127.0.0.1:8000 / install, load the case and serve it
	@$(BIN)/linli demo

serve: ready ## 启动您自己的街道（数据在 var/）/ serve your own street, data in var/
	@$(BIN)/linli serve

test: ready system-test .linli-dev ## 全部检查与测试，两种数据库 / everything, on both databases
	@$(BIN)/python tools/suite.py all

check: ready .linli-dev ## 一两分钟：格式、类型、导入约定、迁移、架构 / lint, types, contracts, migrations
	@$(BIN)/python tools/suite.py check

fast: ready .linli-dev ## 测试中快的部分 / the fast part of the tests
	@$(BIN)/python tools/suite.py fast

bench: ready system-test .linli-dev ## 打印全部性能数字与下限之比 / print every figure beside its floor
	@$(BIN)/python benchmarks/run.py

fuzz: ready .linli-dev ## 十万次随机请求，没有一次答 5xx / 100,000 random requests, none answered with 5xx
	@LINLI_FUZZED=100000 $(BIN)/python -m pytest tests/trouble/test_fuzzed.py -n 0

assets: .linli-venv ## 重新构建前端 / build the front-end assets again
	@rm -f .linli-assets
	@$(MAKE) .linli-assets

permissions: ready .linli-dev ## 重写 docs/permissions.md / write the permission matrix down again
	@LINLI_WRITE_PERMISSIONS=1 $(BIN)/python -m pytest tests/matrix/test_permissions.py

sbom: .linli-venv ## 列出全部组成部分（CycloneDX）/ write sbom.json, the bill of materials
	@$(BIN)/python tools/supply.py sbom > sbom.json

audit: .linli-venv .linli-dev ## 查已知漏洞；连不上登记处不算错 / ask the registries for known faults
	@$(BIN)/python tools/supply.py audit

clean: ## 删除虚拟环境与构建结果，不碰 var/ 里的数据 / remove what was built; data in var/ stays
	rm -rf .venv .linli-* frontend/node_modules linli/web/static/built linli.egg-info
	find linli tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find linli -name '*.mo' -delete

.PHONY: ready
ready: hooks system-demo .linli-package .linli-assets .linli-words

# Only in a clone of one's own: an archive has no .git, and whoever set hooks of their own keeps them.
.PHONY: hooks
hooks:
	@if [ -d .git ] && ! git config core.hooksPath >/dev/null; then git config core.hooksPath tools/hooks; fi

system-demo:
	@tools/system demo

system-test:
	@tools/system test

.linli-venv: requirements/base.txt requirements/build.txt
	@tools/system venv "$(BASE_PYTHON)"
	@echo "▸ 虚拟环境 / virtual environment: $$($(BASE_PYTHON) --version)"
	@test -x $(BIN)/python || "$(BASE_PYTHON)" -m venv .venv
	@echo "▸ 安装锁定的依赖 / installing locked dependencies (hashes checked)"
	@tools/system pip $(BIN)/python --require-hashes -r requirements/base.txt -r requirements/build.txt
	@touch $@

.linli-dev: .linli-venv requirements/dev.txt
	@echo "▸ 安装测试工具 / installing the tools of the tests"
	@tools/system pip $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.linli-package: .linli-venv pyproject.toml
	@echo "▸ 安装 linli 命令 / installing the linli command"
	@$(PIP) install -q --no-deps --no-build-isolation --no-index -e .
	@touch $@

.linli-assets: .linli-venv $(FRONTEND)
	@echo "▸ 构建前端 / building the front end"
	@$(BIN)/python frontend/hatch_build.py
	@touch $@

.linli-words: .linli-venv $(WORDS)
	@echo "▸ 编译英文词条 / compiling the English catalogue"
	@$(BIN)/python tools/words.py
	@touch $@
