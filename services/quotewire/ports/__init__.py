"""What the services need from the outside, as narrow protocols. Adapters stand behind them; only bootstrap chooses."""
