#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The page that report makes: as a file, and in a browser. browser.py looks at it once, and says in
# seen.json what there was to be seen; each test claims something of that.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export made=$PWD
	"$fakes" run -w fake/lap -w fake/picky -w fake/lose -m seq,threads,procs,2x2 -n 1,2,3,4 \
		--rounds 7 --budget 500ms --label Büro -o r.json >out 2>err || true
	# Whatever a report can hold that a page could take for something else than text.
	jq '("<script>alert(1)</script></script><img src=x onerror=\"window.alerted=1\">'\''&amp;\u001b[31m\n"
		+ "\u202e\u200f") as $evil
		| .label = $evil | .started = $evil | .machine.cpu.model = $evil | .config.argv = [$evil]
		| .config.stop_reason = $evil | .cells[].cell |= $evil + . | .cells[].unit = $evil
		| .results[].reason = $evil | .results[].warnings = [{code: $evil, text: $evil, advice: $evil}]
		| .results[0].findings = {($evil): 1, "__proto__": 2} | (.results[].latency_ns | objects).kind = $evil
		| .verdicts[].text = $evil | .verdicts[].workload = $evil
		| .hybrids[].text = $evil | .hybrids[].workload = $evil
		| (.hybrids[] | select(.best_cell)).verdict = "best" | .sweeps[].workload = $evil
		| .sweeps[].reason = $evil | .methods = {($evil): $evil}
		| .warnings = [{code: $evil, text: $evil, advice: $evil}]' r.json >evil.json
	"$fakes" report r.json evil.json -o page.html
	"$fakes" report r.json -o one.html
	# Warnings of two cells of one workload, and of one of them alone.
	jq '.results[] |= (.warnings = [])
		| .results[:2][].warnings = [{code: "UNSTABLE", text: "a", advice: "b"}]
		| .results[1].warnings += [{code: "BIMODAL", text: "c", advice: "d"}]' r.json >warned.json
	# What a build without Chart.js makes: its script is then empty.
	sed '/^ \* Chart.js v/,/<\/script>/{/<\/script>/!d}; s|^/\*!$||' one.html >bare.html
	jq '.verdicts = [] | .hybrids = [] | .results[].status = "failed"
		| .results[].reason = "work: it broke"' warned.json >failed.json
	"$fakes" report failed.json -o failed.html
	# What is rounded, a bound past ten of a value that is not, and halves; what leaves the scale.
	jq '.results[].work_ns |= (.median = 9.49e6 | .ci_low = 8.745e6 | .ci_high = 10.421e6)
		| .results[].memory.pss_bytes = 926.5 * 1024
		| .results[].memory.page_table_bytes = 927.5 * 1024
		| .verdicts[] |= (.ratio = 5.94 | .ci_low = 4.6835 | .ci_high = 19.716)
		| .verdicts[-1] |= (.ratio = 1.2 | .ci_low = 0.2 | .ci_high = 4)' r.json >round.json
	"$fakes" report round.json -o round.html
	"$fakes" run -w fake/null -w fake/lap -m threads,procs -n 2 --rounds 2 --budget 200ms \
		-o small.json >out 2>err
	"$fakes" report "$(printf 'long%.0s' {1..50})=small.json" small.json small.json small.json \
		small.json small.json -o six.html
	"$root/tests/cli/browser.py" page=page.html bare=bare.html failed=failed.html six=six.html \
		round=round.html >seen.json
}

seen() {
	holds "$made/seen.json" "$@"
}

# ---- The command ----

@test "the page goes to a file, or to standard output" {
	"$fakes" report "$made/r.json" -o page.html
	cmp page.html "$made/one.html"
	"$fakes" report "$made/r.json" | cmp - "$made/one.html"
	"$fakes" report -o - - <"$made/r.json" | cmp - "$made/one.html"
	same files page.html "$(ls)"
}

@test "reports are called by their names, or labels, or files, and no two alike" {
	jq '.label = null' "$made/r.json" >old.json
	"$fakes" report new="$made/r.json" "$made/r.json" "$made/r.json" old.json -o page.html
	grep -qF '<title>parallax: new, Büro, Büro 2, old</title>' page.html
}

@test "what cannot be read or written is told in one line" {
	echo '{}' >"$made/none.json"
	refuses 'none.json is not a report' report "$made/none.json" -o page.html
	refuses 'which report' report
	refuses 'missing.json' report missing.json -o page.html
	refuses "'=r.json' is neither FILE nor NAME=FILE" report =r.json
	refuses "cannot write no/page.html" report "$made/r.json" -o no/page.html
	refuses "'--outputs'.*'--output'" report --outputs=x
}

@test "a report without trials, and one that is not complete, make a page" {
	jq '.trials = [] | .complete = false | .methods = {} | .sweeps = []' "$made/r.json" >r.json
	"$fakes" report r.json -o page.html
	grep -q 'INCOMPLETE' page.html
}

@test "the page tells no host, user or folder, and its text calls on nothing outside" {
	mkdir zebedee
	cp "$made/r.json" zebedee/r.json
	HOME=$PWD/zebedee USER=zebedee LOGNAME=zebedee HOSTNAME=zebedee "$fakes" report "$PWD/zebedee/r.json" \
		-o "$PWD/zebedee/page.html"
	printf '%s\n' zebedee "$BATS_TEST_TMPDIR" "$root" "$(uname -n)" >private
	nothing "private words" "$(grep -owiFf private zebedee/page.html || true)"
	nothing "addresses" "$(grep -oE '(src|href|action)="?[a-z]*:?//[^" ]*' zebedee/page.html || true)"
}

@test "the page is small, and of every report" {
	size=$(stat -c %s "$made/one.html")
	((size < 1000000))
	same reports 2 "$(sed -n 's|^<script type="application/json" id="data">\(.*\)</script>$|\1|p' \
		"$made/page.html" | jq '.reports | length')"
}

@test "the licence of Chart.js is in the page" {
	grep -q 'Chart.js Contributors' "$made/one.html"
	grep -q 'The above copyright notice and this permission notice shall be included' "$made/one.html"
}

@test "make CHARTJS= leaves Chart.js out, and a wrong path is an error" {
	command -v make >/dev/null || skip "no make"
	local object=$PWD/b/obj/src/page/asset_files.o
	export -n MAKEFLAGS MAKELEVEL
	make -s -C "$root" O="$PWD/b" CHARTJS= "$object"
	size=$(stat -c %s "$object")
	((size < 100000))
	run ! make -s -C "$root" O="$PWD/b" CHARTJS=/nowhere/chart.js "$object"
	echo '"marked for a test"' >mine.js
	make -s -C "$root" O="$PWD/b" CHARTJS="$PWD/mine.js" "$object"
	grep -q 'marked for a test' "$object"
}

# ---- In a browser ----

@test "the page opens from a file, without an error and without asking for anything else" {
	seen '[.page, .bare] | map(.console) == [[], []]'
	seen '[.page, .bare] | map(.requests) == [["itself"], ["itself"]]'
}

@test "every chart has data, a name, and a table that says the same" {
	seen '.page.charts | length >= 12'
	seen '.page.charts | all(.points > 0 and .role == "img" and .described == "TABLE" and .title != "")'
	seen '.page.charts | map(.title) | contains(["Time of the work, fake/lap", "Scaling, fake/lap",
		"Memory by part, fake/lap", "Latency, fake/lap"])'
	seen '.page.charts | map(.title) | any(startswith("Canary"))'
}

@test "every dot of every report leaves ink" {
	seen '[.page, .failed, .six] | map(.charts | all(.blank == [])) | all'
	seen '.six.charts | any(.title == "Time of the work, fake/null"
		and (.labels | length >= 6 * 2 * 2))'
}

@test "the dots of no two reports look alike" {
	seen '.six.charts[] | select(.title | startswith("Canary")) | .dots
		| length == 6 and (unique | length == 6)'
}

@test "no two lines of latencies look alike" {
	seen '[.page.charts[] | select(.title == "Latency, fake/lap") | .dots | length as $nr
		| $nr >= 10 and (unique | length == $nr)] | length > 0 and all'
}

@test "the time chart has every sample, the median and its interval of each cell" {
	cells=$(jq '[.results[] | select(.work_ns.n >= 6)] | length' "$made/r.json")
	seen '[.page.charts[] | select(.title | startswith("Time")) | .labels[]] as $labels
		| ["trials", "bar", "95 % interval", "median"]
		| all(. as $what | [$labels[] | select(endswith(": " + $what))] | length == 2 * $cells)' \
		--argjson cells "$cells"
}

@test "the scaling chart has the measured, the ideal and the fitted" {
	seen '[.page.charts[] | select(.title == "Scaling, fake/lap") | .labels[]]
		| contains(["threads · Büro", "procs · Büro", "fitted to threads · Büro", "ideal, from seq · Büro"])'
	seen '.page.charts[] | select(.title == "Scaling, fake/lap") | .dashed
		== ["ideal, from seq · Büro"]'
}

@test "the shapes of a worker count stand in one table, in the words of show" {
	"$fakes" show "$made/r.json" | sed -n '/^Which shape/,/^$/p' >shown
	for work in fake/lose fake/lap; do
		seen '.page.shapes[] | select(.[0] == $work and .[2] == "Büro")
			| (.[8] | sub("no verdict: "; "")) as $best
			| ($shown | contains($best)) and ([.[4], .[5], .[6]] | all(. as $cell | $shown | contains($cell)))' \
			--arg work $work --rawfile shown shown
	done
	seen '.page.shapes | length == 4 and all(.[1] == "4" and .[3] == "3")'
	seen '.page.chips | any(startswith("Büro, shape of 4 workers: "))'
}

@test "a card has every team of a shape's row, and what each takes over the least" {
	# Of fake/lose two fail, so that nothing is told of the third.
	seen '.page.teams | map(.[0] | select(startswith("Büro"))) == ["Büro · threads:4", "Büro · 2x2", "Büro · procs:4"]'
	seen '[.page.teams[] | select(.[0] | startswith("Büro"))] as $teams | $r[0].hybrids[] | select(.best_cell)
		| ($r[0].cells[.best_cell].cell | sub(".* "; "Büro · ")) as $least
		| ($teams | map(select(.[3] == "the least") | .[0]) == [$least])
			and ($teams | map(.[3] | select(test("^[0-9.]+ \\[[0-9.]+, [0-9.]+\\]$"))) | length == 2)' \
		--slurpfile r "$made/r.json"
}

@test "the chart of shapes has every round of each rival of the least" {
	seen '.page.charts[] | select(.title == "Shapes, over the least, fake/lap") | .described == "TABLE"
		and ([.labels[] | select(test("Büro · .* over .*: trials"))] | length == 2)
		and .points == 2 * (7 + 2 + 2 + 1) + 4'
}

@test "the best shape is called by its name" {
	seen '[.page.shapes[] | select(.[2] != "Büro" and .[4] != "-")] | length == 1 and all(.[8] == .[4])'
}

@test "figures are rounded as show rounds them" {
	"$fakes" show "$made/round.json" >shown
	for figure in '9.49 ms [8.74, 10.4]' '926 KiB' '928 KiB' '5.940 [4.684, 19.7]'; do
		grep -qF "$figure" shown
		seen '[.round.tables[], .round.overview[]] | any(contains($figure))' \
			--arg figure "$figure"
	done
}

@test "a ratio can be seen on a telephone, and where its interval leaves the scale" {
	seen '.round.telephone[2] | .[0] >= 6 and .[1] >= 6 and (.[2] | max == 2 and add == 2)'
}

@test "in the place of verdicts there is what failed" {
	seen '.failed.overview[0] | contains("no pair of threads and processes to compare here. Of")
		and contains("fake/lose seq, failed: work: it broke") and contains("more, below")'
}

@test "a card says which of its cells are warned of" {
	seen '.failed.cards | any(contains("warned: UNSTABLE (" + $a + ", " + $b + ")")
		and contains("warned: BIMODAL (" + $b + ")"))' \
		--arg a "$(jq -r '.cells[0].cell | sub(".* "; "")' "$made/r.json")" \
		--arg b "$(jq -r '.cells[1].cell | sub(".* "; "")' "$made/r.json")"
}

@test "a report without hybrids has no table of shapes" {
	jq '.hybrids = []' "$made/r.json" >r.json
	"$fakes" report r.json -o page.html
	run ! grep -q '<caption>Which shape' page.html
	grep -q '<caption>Which shape' "$made/one.html"
}

@test "the filter leaves what was asked for, in cards, table and count" {
	seen '.page.filter | .all | length == 6'
	seen '.page.filter | .text | length == 2 and all(test("fake/lap"))'
	seen '.page.filter | .text_verdicts | length == 2 and all(test("fake/lap"))'
	seen '.page.filter | .count == "2 of 6" and .none == [] and (.none_notice | length == 1)'
	seen '.page.filter | .io | length == 2 and all(test("fake/lap"))'
	seen '.page.filter | .procs_rows | length > 0 and all(test("procs:"))'
	seen '.page.filter | .again == .all'
}

@test "cards can be sorted" {
	seen '.page | .by_name == (.by_name | sort)'
	seen '.page | .by_name != .filter.all'
}

@test "the keyboard reaches every control of the filter, and the focus is seen" {
	seen '.page.keyboard | map(.[0]) | contains(["theme", "find", "io", "procs", "sort", "open-all"])'
	seen '.page.keyboard | all(.[1] != "none")'
}

@test "the switch changes between light and dark, and back" {
	seen '.page.themes | .[0] != .[1] and .[0] == .[2]'
}

@test "nothing sticks out on a telephone" {
	seen '.page.telephone[0] <= 360'
	seen '.page.telephone[1] == [0, 0]' # the verdicts are in sight
	seen '.page.plain_telephone <= 360 and .six.plain_telephone <= 360'
}

@test "a long name pushes no verdict out of sight" {
	seen '.six.hidden == [0] and .six.telephone[1] == [0]'
}

@test "printing opens every card, makes every chart, in light colours, and closes them after" {
	seen '.page.print == {closed: 0, charts: .page.print.charts, empty: 0, theme: "light",
		handle: "\"\"", open_after: 0}'
	seen '.page.print.charts >= 12'
}

@test "whatever a report holds is shown as text" {
	seen '.page.alerted == null'
	evil='<script>alert(1)</script></script><img src=x onerror="window.alerted=1">'\''&amp;?[31m???'
	for where in heads cards tables machines warnings methods; do
		seen '.page[$where] | any(contains($evil))' --arg where "$where" --arg evil "$evil"
	done
	seen '.page.plain | contains($evil)' --arg evil "$evil"
	seen '.page.cards | any(contains("__proto__ 2"))'
	nothing "control characters" "$(jq -r '.page | .. | strings' "$made/seen.json" |
		grep -P '\x1b|\x{202e}|\x{200f}' || true)"
}

@test "machines stand side by side" {
	seen '.page.heads | length == 2 and .[0] == "Büro"'
	seen '.page.machines | map(select(. == $hw)) | length == 2' --arg hw "$(jq -r .machine.hw_id "$made/r.json")"
}

@test "the columns of many machines are not too narrow to read, and scroll by themselves" {
	seen '.six.telephone[0] <= 360 and .six.telephone[3] >= 100'
}

@test "every column and every row has a head" {
	seen '[.page, .bare, .failed, .six] | all(.nameless == 0)'
}

@test "a page without Chart.js has its tables, and says what is missing" {
	seen '.bare.notice | length == 1 and (.[0] | test("libjs-chart.js"))'
	seen '.bare.canvases == 0'
	seen '.bare.tables | any(test("threads:2"))'
	seen '.bare.machines | length > 20'
	seen '.page.notice == []'
}

@test "without scripts the verdicts can be read, and what was not measured" {
	seen '.page.plain | contains("Scripts do not run here")'
	seen '.page.plain | contains($text)' --arg text "$(jq -r '.verdicts[0].text' "$made/r.json")"
	seen '.page.plain | contains($text)' --arg text "$(jq -r '.hybrids[-1].text' "$made/r.json")"
	seen '.page.plain | contains("needle")'
}
