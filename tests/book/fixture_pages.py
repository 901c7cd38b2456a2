"""The pages of the small book, as Markdown."""

PAGES = {
    "index": """
# Key findings

{.lead}
The expo signed {fact}`expo_projects`, worth {fact}`expo_amount` {grade}`expo_amount`.

:::{finding} expo_hangzhou_minor
Hangzhou signed fewer projects than the others: {number}`expo_hangzhou` of {number}`expo_projects`.

Read on in {doc}`/notebooks/01_expo_outcomes`, {numref}`fig-expo-editions` and
{numref}`tab-expo-editions`.
:::

:::{show-figure} fig-expo-editions
:::

:::{more} How the projects were counted
They were printed as {printed}`expo_projects`.
By {source}`hz-release`, see {source}`the release <hz-release>`; {definition}`digital-trade`;
{conflict}`tenfold`; {verdict}`met` and {verdict}`not-assessable`.
:::

World trade grew; see {numref}`fig-macro-world`, {numref}`Table %s <tab-expo-editions>`.
""",
    "ledger": "# Ledger of numbers\n\n```{ledger}\n```\n",
    "sources": "# Sources\n\n```{sources-list}\n```\n",
    "definitions": "# Definitions\n\n## Grades\n\n```{grades}\n```\n\n## Terms\n\n```{definitions-list}\n```\n",
    "conflicts": "# Conflicts and corrections\n\n```{conflicts-list}\n```\n",
    "events": "# All events\n\n```{events-list}\n```\n\n| Year | Events |\n|---|--:|\n| 2022 | 1 |\n",
    "methods": "# Methods\n\n## Coverage\n\n```{coverage}\n```\n\n## Claims\n\n```{claims-list}\n```\n",
    "parameters": "# Parameters\n\n```{parameters-table}\n```\n",
    "figures": "# Figures and tables\n\n```{figures-list}\n```\n",
    "package": "# The package\n\n```{rooms} rooms.svg\n```\n",
    "cite": "# How to cite\n\n## A figure\n\n"
    "```{citation} fig-expo-editions\n:style: gb7714\n```\n\n"
    "## A number\n\n```{citation} expo_amount\n```\n\n"
    "```{citation} expo_amount\n:format: bibtex\n```\n",
    "programs": "# For programs\n\n```{program-files}\n```\n",
    "assumptions": "# Assumptions\n\n```{assumptions-register}\n```\n",
    "assurance": "# Checks\n\n```{assurance-tests}\n```\n\n```{assurance-levels}\n```\n",
    "bibliography": "# Bibliography\n\n```{bibliography}\n:all:\n```\n",
}

EDITION_PAGES = {
    "changes": "# What changed\n\n```{edition-changes}\n```\n",
    "lookup": "# Is my citation still good?\n\n```{edition-lookup}\n```\n\nSee the ledger.\n",
    "summary": """# One-page summary

```{summary-files}
```

::::::{summary}
:title: From here to there
:subtitle: A small book

The expo was held.

:::{finding} expo_hangzhou_minor
Hangzhou signed fewer projects, worth {fact}`expo_amount`.
:::

:::{summary-figure} fig-expo-editions
The expo signed {fact}`expo_projects`.
:::

How to read it.
::::::
""",
    "summary-zh": """# Summary in Chinese

::::::{summary}
:lang: zh
:title: 小书
:subtitle: 小书的摘要

:::{finding} expo_hangzhou_minor
杭州的项目较少，计{fact-zh}`expo_amount`。
:::

:::{summary-figure} fig-expo-editions
图。
:::
::::::

```{titles-zh}
fig-expo-editions: 项目{fact-zh}`expo_projects`个
fig-macro-world: 世界
tab-expo-editions: 展会
```
""",
}

FAULTS = """
# Changes

The book states {fact}`expo_projets`.

[Hangzhou signed most of them, {fact}`expo_hangzhou`.]{.claim-expo_hangzhou_major}

[Nobody counted.]{.claim-expo_nobody}

{source}`hz-relaese` and {definition}`digital`, {grade}`expo_nothing`, {verdict}`won`.

:::{finding} expo_hangzhou_minor
It rests on {fact}`expo_weak`.
:::

:::{show-figure} fig-expo-edition
:::

Typed: {fact}`about 90 <expo_projects>`.

Printed as {printed}`expo_share`.
"""
