/* SPDX-License-Identifier: MIT */
#include "page/asset.h"

#include <string.h>

#define DECLARE(symbol) extern const char asset_##symbol##_begin[], asset_##symbol##_end[]
#define ASSET(name, symbol)                                        \
	{                                                          \
		name, asset_##symbol##_begin, asset_##symbol##_end \
	}

DECLARE(page_html);
DECLARE(page_css);
DECLARE(format_js);
DECLARE(dom_js);
DECLARE(data_js);
DECLARE(charts_js);
DECLARE(plots_js);
DECLARE(overview_js);
DECLARE(shapes_js);
DECLARE(workloads_js);
DECLARE(machines_js);
DECLARE(noise_js);
DECLARE(warnings_js);
DECLARE(filters_js);
DECLARE(page_js);
DECLARE(chart_js);

static const struct asset assets[] = {
	ASSET("page.html", page_html),
	ASSET("page.css", page_css),
	ASSET("format.js", format_js),
	ASSET("dom.js", dom_js),
	ASSET("data.js", data_js),
	ASSET("charts.js", charts_js),
	ASSET("plots.js", plots_js),
	ASSET("overview.js", overview_js),
	ASSET("shapes.js", shapes_js),
	ASSET("workloads.js", workloads_js),
	ASSET("machines.js", machines_js),
	ASSET("noise.js", noise_js),
	ASSET("warnings.js", warnings_js),
	ASSET("filters.js", filters_js),
	ASSET("page.js", page_js),
	ASSET("chart.js", chart_js),
};

const struct asset *asset_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(assets) / sizeof(assets[0]); i++) {
		if (strlen(assets[i].name) == length && !memcmp(assets[i].name, name, length))
			return &assets[i];
	}
	return NULL;
}
