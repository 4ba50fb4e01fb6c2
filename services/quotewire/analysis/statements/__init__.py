"""From a reading of a text to statements: who said what, named, with form and stance."""
