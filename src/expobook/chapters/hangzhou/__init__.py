"""The chapter on Hangzhou: its history and its place in the province."""
