"""From a question to ranked paragraphs: dense and lexical candidates, fused and rescored."""
