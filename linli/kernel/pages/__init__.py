"""What the pages of every room share: forms, paging, files as answers, printing, parts that refresh themselves."""
