STOPWORDS = frozenset({
# markup
    'br',
    'p', 'li',
})
