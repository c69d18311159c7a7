-- The part of the menu in English, beside its own name; empty where nobody wrote one.
ALTER TABLE catalog.menu_items ADD COLUMN section_en text NOT NULL DEFAULT '';
