# Thin: the presets in CMakePresets.json do the work. `make test` is what CI runs.
.PHONY: run demo docs test check-long check-asan check-tsan check-fuzz coverage format lint setup clean

run: setup
	@scripts/run.sh

demo: setup
	@scripts/run.sh demo

# Debug is -O1 with assertions: quick to build, and the whole suite runs in it.
test: setup
	@cmake --preset debug --log-level=WARNING
	@cmake --build --preset debug
	@ctest --preset debug

check-long: setup
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release
	@ctest --preset long

check-asan check-tsan: setup
	@cmake --workflow --preset $@

check-fuzz: setup-dev
	@cmake --workflow --preset $@

coverage: setup-dev
	@cmake --workflow --preset check-coverage
	@gcovr --root . --exclude tests --exclude build --print-summary build/coverage

# docs/law, from the packs.
docs: setup
	@cmake --preset debug --log-level=WARNING
	@cmake --build --preset debug --target valedor
	@scripts/docs.sh

format:
	@tests/lint/format.sh --fix

lint: setup-dev
	@cmake --preset debug --log-level=WARNING
	@cmake --build --preset debug
	@ctest --preset debug -L lint
	@scripts/tidy.sh

setup:
	@scripts/setup.sh

.PHONY: setup-dev
setup-dev:
	@scripts/setup.sh dev

# Keeps build/deps, which had to be downloaded.
clean:
	@find build -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} + 2>/dev/null || true
