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

# Hours: mutation of packs; the daemon under storms and kills, over and over; 100,000 random cases a pack against the slow evaluator, under the
# sanitizers; ten minutes of new inputs for each door.
check-long: setup-dev
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release
	@ctest --preset long
	@cmake --preset asan --log-level=WARNING
	@cmake --build --preset asan --target test_reference
	@ctest --preset long-asan
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build --preset fuzz
	@ctest --preset long-fuzz

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
