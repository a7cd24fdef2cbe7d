"""What HTTP asks of every answer: negotiation, languages, links, problems, security."""
