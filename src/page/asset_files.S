/* SPDX-License-Identifier: MIT */
/* The bytes of each file, between two symbols that asset.c declares. CHARTJS is make's to define. */

.macro asset symbol, file=
	.globl asset_\symbol\()_begin
	.hidden asset_\symbol\()_begin
	.globl asset_\symbol\()_end
	.hidden asset_\symbol\()_end
asset_\symbol\()_begin:
	.ifnb \file
	.incbin "\file"
	.endif
asset_\symbol\()_end:
	.byte 0
.endm

	.section .rodata
	asset page_html, src/page/page.html
	asset page_css, src/page/page.css
	asset format_js, src/page/format.js
	asset dom_js, src/page/dom.js
	asset data_js, src/page/data.js
	asset charts_js, src/page/charts.js
	asset plots_js, src/page/plots.js
	asset overview_js, src/page/overview.js
	asset shapes_js, src/page/shapes.js
	asset workloads_js, src/page/workloads.js
	asset machines_js, src/page/machines.js
	asset noise_js, src/page/noise.js
	asset warnings_js, src/page/warnings.js
	asset filters_js, src/page/filters.js
	asset page_js, src/page/page.js
#ifdef CHARTJS
	asset chart_js, CHARTJS
#else
	asset chart_js
#endif

	/* No code here needs a stack that can be executed. */
	.section .note.GNU-stack, "", %progbits
