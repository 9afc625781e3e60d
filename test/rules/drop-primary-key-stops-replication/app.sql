UPDATE logs SET key = key + 1
