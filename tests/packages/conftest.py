"""The packages here are installed by tests of the suite; what they hold is not collected."""
collect_ignore_glob = ["*"]
