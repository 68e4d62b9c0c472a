"""What programs import to ask a running Tin Công Đoàn: see `tincongdoan.client`."""
