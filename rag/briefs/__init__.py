"""One-page briefs: points, sections, layout, fitting to the page."""
