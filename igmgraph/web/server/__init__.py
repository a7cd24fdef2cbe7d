"""The web server: connections, requests that are known by their bytes, and Flask behind them."""
