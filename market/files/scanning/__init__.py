"""Looking for viruses in files: `scanner.Scanner` is what a scanner can do, `clamd` is ClamAV's. Off by default."""
