"""Typed fact matching: does a text say this number, date, name or phrase, and does it not deny it?"""
