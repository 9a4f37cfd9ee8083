"""A result for people and machines: terminal, Markdown, JUnit, one offline HTML page."""
