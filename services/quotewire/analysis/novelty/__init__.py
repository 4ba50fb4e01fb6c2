"""What is new: copies of articles, repetitions of utterances, changes between versions."""
