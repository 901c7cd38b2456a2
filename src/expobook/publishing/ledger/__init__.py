"""The ledger of numbers: what entries say, on a screen and in print, and the files of them."""
