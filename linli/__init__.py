"""Linli 邻里: an open-source online-to-offline platform."""
