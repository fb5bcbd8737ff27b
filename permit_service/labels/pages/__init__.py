"""Words of pages by topic; what fills a place in them stands in braces."""
